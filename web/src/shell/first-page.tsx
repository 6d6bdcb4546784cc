import { Navigate } from '@tanstack/react-router'
import { ApiProblem } from '../api/fetch-json.ts'
import { EmptyNote } from '../components/empty-note.tsx'
import { PageLoading } from '../components/page-loading.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { startPage } from './start-page.ts'
import { useConnection } from './use-connection.ts'
import { useSession } from './use-session.ts'

/** Where one comes in: on to the first connection, or to the sign-in. */
export function FirstPage() {
  const { data, error, refetch } = useSession()
  if (error instanceof ApiProblem && error.status === 401) return <Navigate to={'/sign-in' as string} replace />
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <PageLoading />
  const [first] = data.connections
  if (first === undefined)
    return (
      <EmptyNote title="No connection for you yet">
        An administrator of Tandem can give you access to one, under Settings, People.
      </EmptyNote>
    )
  return <Navigate to={startPage(first.id, data.permissions) as string} replace />
}

/** The address of a connection alone. What hinders the session is told around it. */
export function FirstPageOfConnection() {
  const connection = useConnection()
  const { data } = useSession()
  if (data === undefined) return <PageLoading />
  return <Navigate to={startPage(connection, data.permissions) as string} replace />
}
