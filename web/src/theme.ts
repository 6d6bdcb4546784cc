import { createTheme } from '@mantine/core'

/** The cross of a dialog has no words of its own. */
const CLOSED_BY_NAME = { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }

export const theme = createTheme({
  components: { Modal: CLOSED_BY_NAME, Drawer: CLOSED_BY_NAME },
  primaryColor: 'indigo',
  // White on the shade before is 4.3 to 1, links on grey 4.0: too little for small print.
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  headings: { fontWeight: '650' },
  // Text of badges and filled buttons keeps its contrast on light shades.
  autoContrast: true,
  luminanceThreshold: 0.35,
})
