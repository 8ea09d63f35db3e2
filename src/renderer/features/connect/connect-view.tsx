import { Tabs } from 'radix-ui';
import { type ReactNode, useId, useState } from 'react';
import { snippetsFor } from '../../../shared/client-snippets.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { monogram } from '../../lib/names.ts';
import { useConsole } from '../../store/console-context.tsx';
import type { AppInfo } from '../../store/console-store.ts';
import { keyAdvice } from './key-advice.ts';

export function ConnectView() {
  const info = useConsole((state) => state.info);
  if (info === null) return null;
  return (
    <section
      className="h-full overflow-y-auto bg-panel outline-offset-[-2px]"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Ways to connect"
    >
      <div className="mx-auto max-w-3xl space-y-6 px-5 py-5">
        <Endpoint info={info} />
        <Providers info={info} />
        <Configuration info={info} />
        <Data info={info} />
      </div>
    </section>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-2 font-semibold text-title">
        {title}
      </h2>
      {children}
    </section>
  );
}

function Endpoint({ info }: { readonly info: AppInfo }) {
  const { endpoint } = info;
  return (
    <Section title="Point your app here">
      {endpoint.openai_base_url === null ? (
        <p role="alert" className="rounded-md border border-bad p-3">
          <span className="font-semibold text-bad">The endpoint is {endpoint.state}.</span> {endpoint.error}
        </p>
      ) : (
        <Snippets baseUrl={endpoint.openai_base_url} />
      )}
    </Section>
  );
}

function Snippets({ baseUrl }: { readonly baseUrl: string }) {
  const snippets = snippetsFor(baseUrl);
  const [current, setCurrent] = useState<string>('python');
  return (
    <>
      <p className="mb-2 text-ink-2">
        Change the base URL of a client; the key is a placeholder, because provider keys stay with the router.{' '}
        <code className="font-mono text-cell">heimdall/auto</code> lets the router choose; any other model name is used
        as it is.
      </p>
      <div className="mb-3 flex items-center gap-2 rounded-md border border-line bg-app px-2 py-1">
        <span className="text-cell text-ink-3">base_url</span>
        <code className="min-w-0 flex-1 truncate font-mono">{baseUrl}</code>
        <CopyButton text={baseUrl} what="base URL" label="Copy" />
      </div>
      <Tabs.Root value={current} onValueChange={setCurrent}>
        <Tabs.List aria-label="Client" className="flex flex-wrap gap-x-1 border-line border-b">
          {snippets.map(({ id, label }) => (
            <Tabs.Trigger
              key={id}
              value={id}
              className="h-8 shrink-0 border-transparent border-b-2 px-2 text-cell text-ink-2 hover:text-ink-1 data-[state=active]:border-accent data-[state=active]:text-ink-1"
            >
              {label}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {snippets.map(({ id, label, code }) => (
          <Tabs.Content key={id} value={id} className="relative">
            <pre
              className="mt-2 overflow-x-auto rounded-md border border-line bg-app p-3 pr-24 font-mono text-cell"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, so the keyboard must get there
              tabIndex={0}
            >
              {code}
            </pre>
            <div className="absolute top-3.5 right-1.5">
              <CopyButton text={code} what={`${label} snippet`} label="Copy" variant="plain" />
            </div>
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </>
  );
}

function Providers({ info }: { readonly info: AppInfo }) {
  return (
    <Section title="Providers">
      {info.simulator_active ? (
        <p className="mb-2 text-warn">
          No provider has a key, so the built-in simulator answers. Routing is real; answers, their timing and their
          cost are not.
        </p>
      ) : null}
      <table className="w-full text-cell">
        <thead className="text-left text-axis text-ink-3">
          <tr>
            <th className="h-7 w-44 font-normal">Provider</th>
            <th className="w-40 font-normal">State</th>
            <th className="font-normal">Key</th>
          </tr>
        </thead>
        <tbody>
          {info.providers.map(({ name, configured, key_source }) => (
            <tr key={name} className="h-8 border-line border-t">
              <td>
                <span className="mr-2 font-mono text-[10px] text-ink-3" aria-hidden="true">
                  {monogram(name)}
                </span>
                {name}
              </td>
              <td>
                {configured ? (
                  <span className="text-ok">✓ configured</span>
                ) : (
                  <span className="text-ink-3">○ not configured</span>
                )}
              </td>
              <td className="text-ink-2">
                {configured ? (
                  <code className="font-mono">{key_source ?? 'unknown source'}</code>
                ) : (
                  <KeyAdvice name={name} path={info.config.path} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-2 text-axis text-ink-3">Keys are read by the router alone. This console never sees one.</p>
    </Section>
  );
}

function KeyAdvice({ name, path }: { readonly name: string; readonly path: string | null }) {
  const { before, code, after } = keyAdvice(name, path);
  return (
    <span className="flex flex-wrap items-center gap-x-1.5">
      {before} <code className="font-mono text-ink-1">{code}</code> {after}
    </span>
  );
}

function Configuration({ info }: { readonly info: AppInfo }) {
  const { config, artifact } = info;
  return (
    <Section title="Configuration and artifact">
      {config.error === null ? null : (
        <div role="alert" className="mb-2 rounded-md border border-bad p-3" data-testid="config-error">
          <p className="font-semibold text-bad">The configuration file is not in force</p>
          <pre className="mt-1 whitespace-pre-wrap font-mono text-cell">{config.error}</pre>
          <p className="mt-1 text-cell text-ink-2">
            The last good configuration (revision {config.revision}) stays active. Correct the file and save it.
          </p>
        </div>
      )}
      {(info.notices ?? []).map((notice) => (
        <p key={notice} role="status" className="mb-2 rounded-md border border-warn p-3 text-cell">
          {notice}
        </p>
      ))}
      <Facts
        facts={[
          ['File', config.path ?? 'none: built-in defaults', config.path],
          ['Revision', config.revision, null],
          ['Artifact', `${artifact.version}, made ${artifact.created.slice(0, 10)}`, null],
          ['Embedder', `${artifact.embedder}, ${artifact.clusters} clusters`, null],
          ['Heimdall', `${info.version} on ${info.platform} (${info.host})`, null],
        ]}
      />
    </Section>
  );
}

const STORED: Record<AppInfo['prompts_stored'], string> = {
  full: 'Prompt text is stored in the log on this machine, capped by storage.max_decisions and storage.max_age_days. It is sent nowhere but to the model that is chosen.',
  hashed: 'Prompts are stored as hashes only. Decisions are explained from their features.',
  off: 'Nothing of the prompts is stored. Decisions are explained from their features.',
};

function Data({ info }: { readonly info: AppInfo }) {
  return (
    <Section title="Data">
      <Facts
        facts={[
          ['Folder', info.data_folder, info.data_folder],
          ['Prompts', `${STORED[info.prompts_stored]} Setting: storage.prompts (full, hashed, off).`, null],
        ]}
      />
    </Section>
  );
}

function Facts({ facts }: { readonly facts: readonly (readonly [string, string, string | null])[] }) {
  return (
    <dl className="grid grid-cols-[96px_1fr] gap-y-1">
      {facts.map(([name, value, copy]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="flex min-w-0 items-start gap-1">
            <span className={`min-w-0 break-words ${copy ? 'font-mono text-cell' : ''}`}>{value}</span>
            {copy ? <CopyButton text={copy} what={name.toLowerCase()} /> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
