import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { OverviewPage } from './features/overview/overview-page.tsx'
import { Shell } from './shell/shell.tsx'
import { theme } from './theme.ts'

// Figures on screen stay while newer ones are fetched. One quick retry hides a single lost packet; a failure that lasts is shown.
const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, retryDelay: 500, staleTime: 2_000 } } })

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Shell>
          <OverviewPage />
        </Shell>
      </QueryClientProvider>
    </MantineProvider>
  )
}
