import type { ConsoleOutput } from '../../shared/console-contract.ts';

type AppInfo = Pick<ConsoleOutput<'app.info'>, 'endpoint' | 'config' | 'artifact'>;

/** Something that a person must see to, or apps get no answers or others than was configured. */
export interface Fault {
  /** The same for as long as it is the same fault. */
  readonly id: string;
  readonly title: string;
  /** What is wrong and what to do, in a sentence or two. Never a prompt or a key. */
  readonly detail: string;
  /** Where in the console it is put right. */
  readonly link: string;
}

/** What is wrong with the host now. */
export function faultsOf({ endpoint, config, artifact }: AppInfo): readonly Fault[] {
  const faults: Fault[] = [];
  if (endpoint.state === 'failed') {
    faults.push({
      id: 'endpoint',
      title: 'Apps cannot reach Heimdall',
      detail: endpoint.error ?? 'The endpoint is not listening.',
      link: '#/settings/endpoint',
    });
  }
  if (config.error !== null) {
    faults.push({
      id: 'config',
      title: 'The settings file has a mistake',
      detail: `${config.error} The settings before it stay in force.`,
      link: '#/settings/about',
    });
  }
  if (artifact.problem !== null) {
    faults.push({
      id: 'artifact',
      title: 'The artifact was refused',
      detail: artifact.problem,
      link: '#/settings/about',
    });
  }
  return faults;
}

export function keyFault(provider: string): Fault {
  return {
    id: `key ${provider}`,
    title: `${provider} refused the key`,
    detail: 'Requests go to other providers, or fail. Test the key, or replace it.',
    link: '#/settings/keys',
  };
}
