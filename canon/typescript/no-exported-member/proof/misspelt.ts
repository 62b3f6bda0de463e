import { nams } from './user';
if (nams.length !== 1) throw new Error('names');
