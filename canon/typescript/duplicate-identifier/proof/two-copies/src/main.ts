import { plugin } from 'plugin';
import { Options } from 'thing';
const options: Options = { value: 'a' };
plugin(options);
