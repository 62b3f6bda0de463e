type Shape = { radius: number } | { width: number };
export const size = (shape: Shape) => shape.radius;
