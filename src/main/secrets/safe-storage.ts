import { safeStorage } from 'electron';
import type { KeySealer } from '../../host/secrets/vault-key.ts';

/**
 * The operating system's key store: Keychain, DPAPI, or the desktop's secret service. Null where there is none that
 * protects anything: Electron's own stand-in on Linux encrypts with a password that everybody knows. Ask after `ready`.
 */
export function systemKeySealer(): KeySealer | null {
  if (!safeStorage.isEncryptionAvailable()) return null;
  if (process.platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())) {
    return null;
  }
  return {
    seal: (text) => safeStorage.encryptString(text).toString('base64'),
    unseal: (sealed) => safeStorage.decryptString(Buffer.from(sealed, 'base64')),
  };
}
