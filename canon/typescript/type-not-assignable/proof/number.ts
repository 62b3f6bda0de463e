const text: string = '3';
function area(side: number) { return side * side; }
export const size = area(text);
