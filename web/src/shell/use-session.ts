import { useQuery } from '@tanstack/react-query'
import type { Permission } from '#domain/access.ts'
import { readSessionContract } from '#http/contract/session.ts'
import { call } from '../api/call.ts'
import { keyOf } from '../api/use-api.ts'
import { setServerNow } from './use-server-now.ts'

/** Who is signed in; an error with status 401 when nobody is. */
export const useSession = () =>
  useQuery({
    queryKey: keyOf(readSessionContract, '', {}),
    queryFn: async ({ signal }) => {
      // By when it was asked: a clock that is ahead by the way of the answer never calls what has happened the future.
      const askedAt = Date.now()
      const session = await call(readSessionContract, '', {}, { signal })
      setServerNow(session.now, askedAt)
      return session
    },
    staleTime: 60_000,
    retry: false,
  })

/** Whether the reader may do it; pages leave out what he may not. */
export function useMay(permission: Permission): boolean {
  const { data } = useSession()
  return data?.permissions.includes(permission) ?? false
}
