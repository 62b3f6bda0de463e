import { total } from './total.mjs';
export const price = 2;
console.log(total);
