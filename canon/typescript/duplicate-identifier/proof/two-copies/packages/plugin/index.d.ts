import { Options } from 'thing';
export declare function plugin(options: Options): void;
