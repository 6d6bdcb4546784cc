import { useHandover } from './handover-context.ts'
import { useVersions } from './use-versions.ts'
import { tidy, type Routing } from './written.ts'

/** Sets parts of the routing and raises its version. */
export function useRouting() {
  const { draft, written } = useHandover()
  const versions = useVersions()
  return {
    routing: written.routing,
    put: (patch: { [K in keyof Routing]?: Routing[K] | undefined }): void =>
      draft.set(['routing'], versions.routing(tidy({ ...written.routing, ...patch }) as Routing)),
  }
}
