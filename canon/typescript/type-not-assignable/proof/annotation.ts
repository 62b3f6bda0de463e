export const ids: number[] = [1, '2'];
