// Runs before anything is painted, so that a dark page does not flash white. A file of its own because the page's
// security policy allows no inline script. The key is the one under which Mantine remembers the reader's choice.
const chosen = localStorage.getItem('mantine-color-scheme-value')
const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
