import { dialog } from 'electron';
import type { DesktopState } from '../../host/desktop/desktop.ts';
import type { CloseAnswer } from './close-policy.ts';

const ANSWERS = ['keep', 'quit', 'cancel'] as const satisfies readonly CloseAnswer[];

/** The question that closing the window raises while apps can be served. */
export async function askToClose(
  baseUrl: string,
  tray: DesktopState['tray'],
): Promise<{ answer: CloseAnswer; remember: boolean }> {
  const way =
    tray === 'none'
      ? 'This desktop shows no tray: start Heimdall again to get the window back.'
      : 'The icon in the tray opens the window again.';
  const { response, checkboxChecked } = await dialog.showMessageBox({
    type: 'question',
    title: 'Close the window',
    message: 'Keep the endpoint running?',
    detail: `Apps that use ${baseUrl} get no answers once Heimdall quits. ${way}`,
    buttons: ['Keep it running', 'Quit Heimdall', 'Cancel'],
    defaultId: 0,
    cancelId: ANSWERS.indexOf('cancel'),
    checkboxLabel: 'Do not ask again (Settings, Desktop changes it)',
    noLink: true,
  });
  return { answer: ANSWERS[response] ?? 'cancel', remember: checkboxChecked };
}
