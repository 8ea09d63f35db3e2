import { Moon, Search, Sun, TriangleAlert } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { ariaKeys, formatKeys } from '../../lib/keys.ts';
import { chooseTheme, currentTheme, onThemeChange } from '../../lib/theme.ts';
import { useConsole, useKeysOf, useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { ProfileMenu } from './profile-menu.tsx';

/** Below which width the ribbons get a line of their own, by how many there are: the address is never cut for them. */
const WRAPPING = [
  { bar: 'max-[1000px]:flex-wrap', ribbons: 'max-[1000px]:order-last max-[1000px]:w-full' },
  { bar: 'max-[1120px]:flex-wrap', ribbons: 'max-[1120px]:order-last max-[1120px]:w-full' },
  { bar: 'max-[1200px]:flex-wrap', ribbons: 'max-[1200px]:order-last max-[1200px]:w-full' },
  { bar: 'max-[1400px]:flex-wrap', ribbons: 'max-[1400px]:order-last max-[1400px]:w-full' },
] as const;

export function TitleBar() {
  const { commands } = useSession();
  const ribbons = useRibbons();
  const wrapping = WRAPPING[Object.values(ribbons).filter(Boolean).length] ?? WRAPPING[0];
  return (
    <header
      className={`flex min-h-9 shrink-0 items-center gap-x-3 gap-y-1 border-line border-b bg-panel px-3 py-1 ${wrapping.bar}`}
    >
      <button
        type="button"
        className="flex h-6 items-center gap-2 rounded-md px-1 font-semibold hover:bg-hover"
        onClick={() => commands.run('help.about')}
        title="About Heimdall"
      >
        <Mark />
        <h1 className="text-body">Heimdall</h1>
      </button>
      <EndpointChip />
      <Ribbons ribbons={ribbons} className={wrapping.ribbons} />
      <div className="min-w-0 flex-1" />
      <PaletteButton />
      <ProfileMenu />
      <ThemeToggle />
    </header>
  );
}

/** One line in, the best line out: the product in sixteen pixels. */
function Mark() {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" aria-hidden="true">
      <path d="M1 8h4" stroke="var(--ink-2)" strokeWidth="1.6" />
      <path d="M5 8 L14 2.5" stroke="var(--ink-3)" strokeWidth="1.2" />
      <path d="M5 8 L14 8" stroke="var(--accent)" strokeWidth="2" />
      <path d="M5 8 L14 13.5" stroke="var(--ink-3)" strokeWidth="1.2" />
      <circle cx="5" cy="8" r="2" fill="var(--ink-1)" />
    </svg>
  );
}

function EndpointChip() {
  const endpoint = useConsole((state) => state.info?.endpoint ?? null);
  const connection = useConsole((state) => state.connection);
  if (endpoint === null) return null;
  const lost = connection === 'lost';
  const { tone, text, words } = lost ? LOST : STATES[endpoint.state];
  const url = endpoint.openai_base_url ?? endpoint.url;
  return (
    <div
      className="flex h-6 min-w-0 items-center gap-1.5 rounded-md border border-line bg-app pl-2 min-[800px]:shrink-0"
      title={endpoint.error ?? undefined}
      data-testid="endpoint-chip"
      data-state={endpoint.state}
    >
      <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${tone}`} />
      <span className={`shrink-0 text-axis ${text} ${tone === 'bg-ok' ? 'max-[760px]:sr-only' : ''}`}>{words}</span>
      {url ? (
        <>
          <span data-testid="endpoint-url" className="min-w-0 truncate font-mono text-cell text-ink-1">
            {url}
          </span>
          <CopyButton text={url} what="base URL" />
        </>
      ) : (
        <span className={`min-w-0 truncate pr-2 text-cell ${text}`}>
          {endpoint.error ?? (endpoint.state === 'stopped' ? 'apps get no answers' : 'no address')}
        </span>
      )}
    </div>
  );
}

const LOST = { tone: 'bg-bad', text: 'text-bad', words: 'connection lost, trying again' };
const STATES = {
  listening: { tone: 'bg-ok', text: 'text-ink-3', words: 'listening' },
  stopped: { tone: 'bg-warn', text: 'text-warn', words: 'paused' },
  failed: { tone: 'bg-bad', text: 'text-bad', words: 'failed' },
} as const;

/** What on screen is not as it seems. */
interface Shown {
  readonly sample: boolean;
  readonly broken: boolean;
  readonly simulated: boolean;
}

function useRibbons(): Shown {
  const { ring } = useSession();
  // The ring is outside React: version stands for it.
  const sample = useConsole((state) => state.version >= 0 && ring.sampleCount > 0);
  const broken = useConsole((state) => (state.info?.config.error ?? null) !== null);
  const simulated = useConsole((state) => state.info?.simulator_active ?? false);
  return { sample, broken, simulated };
}

interface RibbonsProps {
  readonly ribbons: Shown;
  readonly className: string;
}

/** Said on every view for as long as it is true. */
function Ribbons({ ribbons: { sample, broken, simulated }, className }: RibbonsProps) {
  const session = useSession();
  const clear = async (): Promise<void> => {
    const result = await session.client.request('sample.clear');
    if (result.ok) toast(`${result.value.removed.toLocaleString('en-US')} sample decisions removed`);
    else toast.error(`Sample data was not removed: ${result.error.message}`);
  };
  if (!sample && !broken && !simulated) return null;
  return (
    <div className={`flex items-center gap-2 ${className}`}>
      {sample ? (
        <div
          data-testid="ribbon-sample"
          className="flex h-6 shrink-0 items-center gap-1 whitespace-nowrap rounded-md border border-warn pl-2 text-axis text-warn"
          title="The list holds built-in sample decisions. They were computed by the router; no provider was called."
        >
          <span className="font-semibold tracking-wide">SAMPLE DATA</span>
          <button
            type="button"
            onClick={clear}
            className="h-full rounded-md px-2 text-ink-2 hover:bg-hover hover:text-ink-1"
          >
            Clear sample
          </button>
        </div>
      ) : null}
      {broken ? (
        <button
          type="button"
          data-testid="ribbon-config"
          className="flex h-6 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-md border border-bad px-2 text-axis text-bad hover:bg-hover"
          title="The settings file has a mistake, so the settings before it stay in force. See what it is."
          onClick={() => navigate(session.store, { view: 'settings', arg: 'about' })}
        >
          <TriangleAlert size={12} aria-hidden />
          <span className="font-semibold tracking-wide">MISTAKE IN SETTINGS</span>
        </button>
      ) : null}
      {simulated ? (
        <div
          data-testid="ribbon-simulated"
          className="flex h-6 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-md border border-warn px-2 text-axis text-warn"
          title="No provider has a key, so the built-in simulator answers. Routing is real, answers and their timing are not."
        >
          <TriangleAlert size={12} aria-hidden />
          <span className="font-semibold tracking-wide">SIMULATED</span>
          <span className="text-ink-2 max-[1450px]:hidden">no provider key: answers are made up</span>
        </div>
      ) : null}
    </div>
  );
}

function PaletteButton() {
  const { commands } = useSession();
  const keys = useKeysOf('view.palette');
  return (
    <button
      type="button"
      data-testid="open-palette"
      onClick={() => commands.run('view.palette')}
      aria-keyshortcuts={keys === null ? undefined : ariaKeys(keys)}
      className="flex h-6 min-w-0 shrink items-center gap-2 rounded-md border border-control bg-app px-2 text-cell text-ink-3 hover:bg-hover hover:text-ink-1"
    >
      <Search size={12} aria-hidden />
      <span className="truncate max-[1000px]:sr-only">Search or run a command</span>
      {keys === null ? null : <span className="shrink-0 text-axis max-[760px]:sr-only">{formatKeys(keys)}</span>}
    </button>
  );
}

function ThemeToggle() {
  const theme = useSyncExternalStore(onThemeChange, currentTheme);
  const next = theme === 'dark' ? 'light' : 'dark';
  return (
    <Button
      variant="ghost"
      data-testid="theme-toggle"
      onClick={() => chooseTheme(next)}
      aria-label={`Use the ${next} theme`}
      title={`Use the ${next} theme`}
    >
      {theme === 'dark' ? <Sun size={14} aria-hidden /> : <Moon size={14} aria-hidden />}
    </Button>
  );
}
