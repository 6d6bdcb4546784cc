import { Alert } from '@mantine/core'
import { ApiProblem } from '../../api/fetch-json.ts'
import { AlertIcon } from '../../components/icons.tsx'

/** What went wrong and what to do, beside the form it belongs to. */
export function FormProblem({ error }: { readonly error: Error | null }) {
  if (error === null) return null
  const known = error instanceof ApiProblem
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      icon={<AlertIcon size={18} />}
      title={known ? error.message : 'That did not work'}
    >
      {known ? error.remedy : error.message}
    </Alert>
  )
}
