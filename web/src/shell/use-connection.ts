import { useParams } from '@tanstack/react-router'

/** The connection that the address names; '' on pages of the deployment, whose operations need none. */
export function useConnection(): string {
  const params: { readonly connection?: string } = useParams({ strict: false })
  return params.connection ?? ''
}
