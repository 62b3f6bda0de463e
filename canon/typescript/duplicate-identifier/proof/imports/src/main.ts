import { user } from './a';
import { user } from './b';
export default user;
