import { issue } from './tokens.mjs';
console.log(issue('anna'));
