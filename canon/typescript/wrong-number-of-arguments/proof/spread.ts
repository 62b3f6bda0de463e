function area(width: number, height: number): number {
  return width * height;
}

const sides = [3, 4];
if (area(...sides) !== 12) throw new Error('area');
