import * as all from './count.mjs';
import { count } from './count.mjs';
count = 2;
console.log(count, all.count);
