/**
 * The console page's Content-Security-Policy, from "nothing" up; the same in the window and in a browser. It may load
 * its own files and talk to its own host. Inline styles are allowed because overlays and toasts insert style elements,
 * and a style cannot run code.
 */
export const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
