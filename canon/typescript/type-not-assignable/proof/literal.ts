type Size = 'small' | 'large';
function width(size: Size) { return size === 'small' ? 1 : 2; }
const box = { size: 'small' };
export const total = width(box.size);
