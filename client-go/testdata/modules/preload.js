import { expose } from 'jsinterop/worker';

expose({ greetings: { greet: (name) => `hello, ${name}` } });
