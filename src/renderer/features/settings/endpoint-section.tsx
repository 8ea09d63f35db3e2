import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { RouteLink } from '../../components/route-link.tsx';
import { Section } from '../../components/section.tsx';
import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { EndpointCheck } from './endpoint-check.tsx';
import { NumberSetting } from './number-setting.tsx';
import type { EditableSettings } from './use-settings.ts';

const DIALECTS = [
  ['OpenAI', '/v1', 'chat completions, Responses, completions, embeddings'],
  ['Anthropic', '', 'Messages, token counts'],
  ['Google', '', 'generateContent, embedContent'],
] as const;

export function EndpointSection({ settings }: { readonly settings: EditableSettings }) {
  const { commands } = useSession();
  const endpoint = useConsole((state) => state.info?.endpoint ?? null);
  const browser = useConsole((state) => state.info?.host === 'headless');
  if (endpoint === null) return null;
  return (
    <>
      <Section title="Endpoint">
        {endpoint.state === 'failed' ? (
          <p role="alert" className="mb-2 rounded-md border border-bad p-3">
            <span className="font-semibold text-bad">The endpoint is not listening.</span> {endpoint.error}
          </p>
        ) : (
          <p className={`mb-2 ${endpoint.state === 'listening' ? 'text-ok' : 'text-warn'}`}>
            {endpoint.state === 'listening'
              ? '✓ listening, for programs of this machine alone'
              : '○ paused: apps get no answers'}
          </p>
        )}
        {browser ? null : (
          <Button
            className="mb-2"
            data-testid="endpoint-switch"
            onClick={() => commands.run(endpoint.state === 'listening' ? 'server.pause' : 'server.resume')}
          >
            {endpoint.state === 'listening' ? 'Pause' : endpoint.state === 'failed' ? 'Try again' : 'Resume'}
          </Button>
        )}
        {settings.values === null ? null : (
          <NumberSetting
            label="Port"
            note={
              browser
                ? 'In force at once. This page is served there too, and moves with it. 0 = any free one.'
                : 'In force at once; running answers are let end. 0 = any free one.'
            }
            value={settings.values.port}
            min={0}
            max={65_535}
            onSave={(port) => settings.save({ port })}
          />
        )}
        <p className="mt-2 text-cell text-ink-2">
          An access token that every request must bring: name its environment variable in{' '}
          <code className="font-mono">gateway.token_env</code>. A key of its own for each app:{' '}
          <RouteLink to={{ view: 'settings', arg: 'apps' }} className="underline">
            App keys
          </RouteLink>
          .
        </p>
      </Section>
      <Section title="Dialects">
        <table className="w-full text-cell">
          <TableHead tall>
            <ColumnHead className="w-28">Clients of</ColumnHead>
            <ColumnHead>Base URL</ColumnHead>
            <ColumnHead>What they can ask</ColumnHead>
          </TableHead>
          <tbody>
            {DIALECTS.map(([name, path, what]) => (
              <tr key={name} className="h-8 border-line border-t">
                <td>{name}</td>
                <td>
                  {endpoint.url === null ? (
                    '—'
                  ) : (
                    <span className="flex items-center gap-1">
                      <code className="font-mono">{`${endpoint.url}${path}`}</code>
                      <CopyButton text={`${endpoint.url}${path}`} what={`base URL for clients of ${name}`} />
                    </span>
                  )}
                </td>
                <td className="text-ink-2">{what}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
      <Section title="Self-test">
        <EndpointCheck />
      </Section>
    </>
  );
}
