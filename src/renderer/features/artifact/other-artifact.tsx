import { useId, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { FIELD } from '../../components/form-fields.tsx';
import { useSession } from '../../store/console-context.tsx';
import { applyArtifact, startCanary } from './artifact-actions.ts';
import { type Built, FoundArtifact, type Verified } from './found-artifact.tsx';

/** What is done meanwhile: a build takes seconds, because the result is tried before it is shown. */
const WORK = {
  verify: 'Verifying: every file is read and the golden prompts are tried…',
  build: 'Building: the artifact in force is copied, its table learns from your ratings, and the result is tried…',
  use: 'Putting it in force…',
  canary: 'Beginning the canary…',
} as const;
type Work = keyof typeof WORK;

interface Found {
  readonly built: Built | null;
  readonly verified: Verified | null;
  /** Why it was not built, or cannot be used. */
  readonly problem: string | null;
}

const NOTHING: Found = { built: null, verified: null, problem: null };

/** Another artifact, found or built. Verified first: only what is whole can be used. */
export function OtherArtifact({ onCanary }: { readonly onCanary: () => void }) {
  const session = useSession();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [folder, setFolder] = useState('');
  const [work, setWork] = useState<Work | null>(null);
  const [found, setFound] = useState(NOTHING);
  const during = async (what: Work, run: () => Promise<void>): Promise<void> => {
    setWork(what);
    await run();
    setWork(null);
  };
  const forget = (): void => {
    setFolder('');
    setFound(NOTHING);
  };
  const check = async (built: Built | null = null): Promise<void> => {
    const result = await session.client.request('artifact.verify', { folder: folder.trim() });
    setFound(
      result.ok
        ? { built, verified: result.value, problem: null }
        : { ...NOTHING, built, problem: result.error.message },
    );
  };
  const build = async (): Promise<void> => {
    setFound(NOTHING);
    const result = await session.client.request('artifact.build', { folder: folder.trim() });
    // Shown with its report before anything can be done with it.
    if (result.ok) await check(result.value);
    else setFound({ ...NOTHING, problem: result.error.message });
  };
  const { built, verified, problem } = found;
  const path = verified?.folder ?? '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void during('verify', () => check());
      }}
    >
      <label htmlFor={id} className="mb-1 block text-axis text-ink-2">
        Folder
      </label>
      <div className="flex gap-2">
        <input
          ref={field}
          id={id}
          value={folder}
          required
          readOnly={work !== null}
          placeholder="Whole path of a folder with a manifest.json"
          className={`${FIELD} min-w-0 flex-1 font-mono`}
          onChange={(event) => {
            setFolder(event.target.value);
            setFound(NOTHING);
          }}
        />
        <Button type="submit" className="h-7" disabled={work !== null} data-testid="artifact-verify">
          Verify
        </Button>
        <Button
          className="h-7"
          disabled={work !== null || folder.trim() === ''}
          title="Make a new artifact in this folder, from the one in force and your ratings"
          data-testid="artifact-build"
          onClick={() => void during('build', build)}
        >
          Build
        </Button>
      </div>
      <p role="status" className="mt-2 text-cell text-ink-2 empty:hidden" data-testid="artifact-work">
        {work === null ? null : WORK[work]}
      </p>
      {problem === null ? null : (
        <p role="alert" className="mt-2 text-bad" data-testid="artifact-refused">
          {problem}
        </p>
      )}
      <FoundArtifact
        built={built}
        verified={verified}
        busy={work !== null}
        onUse={() => during('use', async () => ((await applyArtifact(session, path)) ? forget() : undefined))}
        onCanary={() =>
          during('canary', async () => {
            if (!(await startCanary(session, path))) return;
            forget();
            onCanary();
          })
        }
        onLeave={() => {
          forget();
          field.current?.focus();
        }}
      />
    </form>
  );
}
