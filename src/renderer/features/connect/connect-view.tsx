import { Tabs } from 'radix-ui';
import { useState } from 'react';
import { snippetsFor } from '../../../shared/client-snippets.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Section } from '../../components/section.tsx';
import { useConsole, useSession } from '../../store/console-context.tsx';
import type { AppInfo } from '../../store/console-store.ts';
import { navigate } from '../../store/navigation.ts';
import type { IssuedKey } from '../app-keys/use-app-keys.ts';
import { ConfigProblem } from '../settings/config-problem.tsx';
import { FirstRequest } from './first-request.tsx';
import { SnippetKey } from './snippet-key.tsx';

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
        <ConfigProblem info={info} />
        <Endpoint info={info} />
        <FirstRequest />
        <Providers info={info} />
      </div>
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
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const snippets = snippetsFor(baseUrl, issued?.key ?? null);
  const [current, setCurrent] = useState<string>('python');
  return (
    <>
      <p className="mb-2 text-ink-2">
        Change the base URL of a client; keys of providers stay with the router.{' '}
        <code className="font-mono text-cell">heimdall/auto</code> lets the router choose; any other model name is used
        as it is.
      </p>
      <div className="mb-3 flex items-center gap-2 rounded-md border border-line bg-app px-2 py-1">
        <span className="text-cell text-ink-3">base_url</span>
        <code className="min-w-0 flex-1 truncate font-mono">{baseUrl}</code>
        <CopyButton text={baseUrl} what="base URL" label="Copy" />
      </div>
      <SnippetKey issued={issued} onIssued={setIssued} />
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
  const session = useSession();
  const callable = info.providers.filter(({ configured }) => configured);
  return (
    <Section title="Who answers">
      {callable.length === 0 ? (
        <p className="text-warn">
          No provider has a key, so the built-in simulator answers. Routing is real; answers, their timing and their
          cost are not.
        </p>
      ) : (
        <p className="text-ink-2">
          Can be called: <span className="text-ink-1">{callable.map(({ name }) => name).join(', ')}</span>.
        </p>
      )}
      <Button
        className="mt-2"
        data-testid="to-keys"
        onClick={() => navigate(session.store, { view: 'settings', arg: 'keys' })}
      >
        {callable.length === 0 ? 'Add a key' : 'Providers and keys'}
      </Button>
    </Section>
  );
}
