import { greet } from './user';
if (greet({ name: 'Ada' }) !== 'hello Ada') throw new Error('greet');
