import { shout } from './user';
if (shout('a') !== 'A') throw new Error('shout');
