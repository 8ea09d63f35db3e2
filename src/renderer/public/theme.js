// Runs before the first paint: puts the stored theme choice on the root element; without one the system decides.
try {
  const theme = localStorage.getItem('heimdall.theme');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
} catch {
  // Storage can be blocked; the system theme is fine then.
}
