/** Runs before every unit test: the router, the gateway and the host must work where there is no Electron. */
import { vi } from 'vitest';

// A test of src/main mocks it itself, which wins over this.
vi.mock('electron', () => {
  throw new Error('electron was imported outside src/main and src/preload');
});
