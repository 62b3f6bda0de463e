import dotenv from 'dotenv';
import { issue } from './tokens.mjs';
dotenv.config();
console.log(issue('anna'));
