import { createTheme, type MantineColor } from '@mantine/core'

export const theme = createTheme({
  primaryColor: 'indigo',
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  headings: { fontWeight: '650' },
  // Text of badges and filled buttons keeps its contrast on light shades.
  autoContrast: true,
  luminanceThreshold: 0.35,
})

/** One colour per meaning on every page. Teal and orange are told apart by people who do not see red and green. */
export const MEANING = {
  good: 'teal',
  bad: 'orange',
  pending: 'gray',
  plain: 'indigo',
} as const satisfies Record<string, MantineColor>
