import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseLaunchOptions } from './launch-options.ts';
import { Shutdown } from './shutdown.ts';

describe('parseLaunchOptions', () => {
  const parse = (argv: string[], env: NodeJS.ProcessEnv = {}) => parseLaunchOptions(['electron', '.', ...argv], env);

  it('leaves everything to the defaults when nothing is said', () => {
    expect(parse([])).toEqual({
      userDataFolder: null,
      dataFolder: null,
      port: null,
      configPath: null,
      background: false,
    });
  });

  it('finds its options among switches of Chromium', () => {
    const options = parse(['--no-sandbox', '--user-data-dir=a', '--port=0', '--config=c.yaml', '--lang=de']);
    expect(options).toMatchObject({ userDataFolder: resolve('a'), port: 0, configPath: resolve('c.yaml') });
    expect(parse(['--lang=de', '--background']).background).toBe(true);
  });

  it('puts everything into HEIMDALL_HOME, and the browser elsewhere when told so', () => {
    expect(parse([], { HEIMDALL_HOME: 'h' })).toMatchObject({ userDataFolder: resolve('h'), dataFolder: resolve('h') });
    expect(parse(['--user-data-dir=a'], { HEIMDALL_HOME: 'h' })).toMatchObject({
      userDataFolder: resolve('a'),
      dataFolder: resolve('h'),
    });
  });

  it.each(['--port=', '--port=x', '--port=-1', '--port=65536', '--port=1.5'])('ignores %s', (argument) => {
    expect(parse([argument]).port).toBeNull();
  });
});

describe('Shutdown', () => {
  it('runs the tasks backwards, each after the one before it', async () => {
    const order: string[] = [];
    const shutdown = new Shutdown(1_000);
    shutdown.add('host', () => {
      order.push('host');
    });
    shutdown.add('window', async () => {
      await Promise.resolve();
      order.push('window');
    });
    expect(await shutdown.run()).toEqual([]);
    expect(order).toEqual(['window', 'host']);
  });

  it('goes on after a task that throws and names it', async () => {
    let ended = false;
    const shutdown = new Shutdown(1_000);
    shutdown.add('host', () => {
      ended = true;
    });
    shutdown.add('ipc', () => {
      throw new Error('broken');
    });
    expect(await shutdown.run()).toEqual(['ipc']);
    expect(ended).toBe(true);
  });

  it('abandons what takes longer than the cap', async () => {
    const shutdown = new Shutdown(20);
    shutdown.add('never reached', () => {});
    shutdown.add('stuck', () => new Promise(() => {}));
    expect(await shutdown.run()).toEqual(['never reached', 'stuck']);
  });

  it('runs once, however often it is asked', async () => {
    let times = 0;
    const shutdown = new Shutdown(1_000);
    shutdown.add('host', () => {
      times += 1;
    });
    await Promise.all([shutdown.run(), shutdown.run()]);
    expect(times).toBe(1);
  });
});
