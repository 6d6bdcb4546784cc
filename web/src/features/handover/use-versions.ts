import { readConfigContract } from '#http/contract/config.ts'
import { useRead } from '../../api/use-api.ts'
import { sameJson } from '../config-draft/json.ts'
import { keyed, partsOf } from './written.ts'

/**
 * Contracts, policies and the routing bear a version that grows with every edit: handoffs keep it. It is raised here, once for each
 * version of the configuration, so that nobody has to think of it.
 */
export function useVersions() {
  const saved = useRead(readConfigContract).data?.document
  const parts = saved === undefined ? null : partsOf(saved)
  const raised = <T extends { readonly version?: number }>(before: T | undefined, next: T): T => {
    if (before === undefined) return next
    const bare = ({ version: _version, ...rest }: T): unknown => rest
    if (sameJson(bare(before), bare(next))) return withVersion(next, before.version)
    return withVersion(next, (before.version ?? 1) + 1)
  }
  return {
    contract: <T extends { readonly id: string; readonly version?: number }>(next: T): T =>
      raised(parts?.handover.find(({ id }) => id === next.id) as T | undefined, next),
    policy: <T extends { readonly id: string; readonly version?: number }>(next: T): T =>
      raised(parts?.sla.find(({ id }) => id === next.id) as T | undefined, next),
    routing: <T extends { readonly version?: number }>(next: T): T =>
      raised(parts === null ? undefined : (keyed(parts.routing) as T), next),
  }
}

function withVersion<T extends { readonly version?: number }>(value: T, version: number | undefined): T {
  if (version !== undefined) return { ...value, version }
  const { version: _version, ...rest } = value
  return rest as T
}
