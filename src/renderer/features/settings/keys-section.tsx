import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/section.tsx';
import { monogram } from '../../lib/names.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import type { AppInfo } from '../../store/console-store.ts';
import { GoogleAccount } from './google-account.tsx';
import { KeyForm } from './key-form.tsx';
import { KeyVerdict, useKeyTest } from './key-test.tsx';
import { type KeyList, useCredentials } from './use-credentials.ts';

export function KeysSection() {
  const info = useConsole((state) => state.info);
  const credentials = useCredentials();
  const { keys, accounts, problem } = credentials;
  if (info === null) return null;
  return (
    <>
      <Section title="Providers and keys">
        <p className="mb-2 text-ink-2">
          {keys?.held_by === 'os'
            ? 'Stored keys are encrypted, with a key that is in the key store of the operating system.'
            : 'Stored keys are encrypted, with a key in a file that only you can read.'}{' '}
          The router alone reads them; this console sees their last three characters.
        </p>
        {info.simulator_active ? (
          <p className="mb-2 text-warn">
            No provider has a key, so the built-in simulator answers. Routing is real; answers, their timing and their
            cost are not.
          </p>
        ) : null}
        {(keys?.problem ?? problem) ? (
          <p role="alert" className="mb-2 rounded-md border border-bad p-3 text-cell">
            {keys?.problem ?? problem}
          </p>
        ) : null}
        <ul data-testid="providers">
          {info.providers.map((provider) => (
            <Provider key={provider.name} provider={provider} keys={keys} onKeys={credentials.putKeys} />
          ))}
        </ul>
        <p className="mt-2 text-cell text-ink-2">
          Other servers go into <code className="font-mono">providers</code> of the settings file. A variable of the
          environment wins over a stored key, and that over <code className="font-mono">keys.json</code>.
        </p>
      </Section>
      <Section title="Accounts">
        <GoogleAccount accounts={accounts} onAccounts={credentials.putAccounts} />
      </Section>
    </>
  );
}

interface ProviderProps {
  readonly provider: AppInfo['providers'][number];
  readonly keys: KeyList | null;
  readonly onKeys: (keys: KeyList) => void;
}

const SOURCES = { environment: 'environment', stored: 'stored here', 'keys.json': 'keys.json' } as const;

function Provider({ provider, keys, onKeys }: ProviderProps) {
  const { client } = useSession();
  const [editing, setEditing] = useState(false);
  const { name, configured, key_source } = provider;
  const tested = useKeyTest(name);
  const own = keys?.keys.filter((key) => key.provider === name) ?? [];
  const stored = own.some(({ source }) => source === 'stored');
  const remove = async (): Promise<void> => {
    const result = await client.request('keys.remove', { provider: name });
    if (!result.ok) {
      toast.error(`The key was not removed: ${result.error.message}`);
      return;
    }
    onKeys(result.value);
    toast(`The stored key of ${name} is gone`);
  };
  return (
    <li className="border-line border-t py-1" data-provider={name}>
      <div className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 text-cell">
        <span className="flex w-36 items-center gap-2">
          <span className="w-5 font-mono text-[10px] text-ink-3" aria-hidden="true">
            {monogram(name)}
          </span>
          {name}
        </span>
        <span className={`w-28 ${configured ? 'text-ok' : 'text-ink-3'}`}>
          {configured ? '✓ can be called' : '○ no key'}
        </span>
        <span className="min-w-0 flex-1 text-ink-2">
          {own.length === 0 && configured ? (key_source ?? '') : null}
          {own.map(({ source, variable, reference, in_force }) => (
            <span key={source} className="mr-3 inline-flex items-center gap-1.5">
              <code className="font-mono text-ink-1">{reference}</code>
              {variable ?? SOURCES[source]}
              <span className={in_force ? 'text-ok' : 'text-ink-3'}>{in_force ? 'in force' : 'not in force'}</span>
            </span>
          ))}
        </span>
        {configured ? (
          <Button onClick={tested.test} disabled={tested.testing} aria-label={`Test the key of ${name}`}>
            {tested.testing ? 'Testing…' : 'Test'}
          </Button>
        ) : null}
        {key_source === 'none needed' ? null : (
          <Button aria-expanded={editing} onClick={() => setEditing(!editing)}>
            {stored ? 'Replace' : 'Add a key'}
          </Button>
        )}
        {stored ? (
          <Button variant="ghost" onClick={remove} aria-label={`Remove the stored key of ${name}`}>
            Remove
          </Button>
        ) : null}
      </div>
      <KeyVerdict result={tested.result} />
      {editing ? (
        <KeyForm
          provider={name}
          onCancel={() => setEditing(false)}
          onSaved={(list) => {
            onKeys(list);
            setEditing(false);
            toast(`The key of ${name} is stored`);
          }}
        />
      ) : null}
    </li>
  );
}
