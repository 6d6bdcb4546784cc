import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { ApiProblem } from './api/fetch-json.ts'
import { router } from './router.tsx'
import { theme } from './theme.ts'

/** What Tandem refused stays refused; one quick retry hides a single lost packet. */
const mayPass = (error: Error): boolean => !(error instanceof ApiProblem) || error.status === 0 || error.status >= 500

const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: (failures, error) => failures < 1 && mayPass(error), retryDelay: 500, staleTime: 2_000 },
  },
})

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
