import './lib/zod-jitless.ts';
import { connectToHost } from './lib/console-client.ts';
import { mount } from './mount.tsx';

mount(connectToHost());
