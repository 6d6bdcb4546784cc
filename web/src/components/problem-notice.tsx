import { Alert, Button, Group, Text } from '@mantine/core'
import { ApiProblem } from '../api/fetch-json.ts'
import { MEANING } from '../theme.ts'
import { AlertIcon } from './icons.tsx'

/** What failed, what to do about it, and a button to try again. */
export function ProblemNotice(props: {
  readonly error: Error
  readonly onRetry: () => void
  /** Said in addition when older figures are still on the page. */
  readonly meanwhile?: string
}) {
  const { error } = props
  const known = error instanceof ApiProblem
  return (
    <Alert
      role="alert"
      color={MEANING.bad}
      variant="light"
      icon={<AlertIcon />}
      title={known ? error.title : 'This page failed'}
    >
      <Text size="sm">{error.message}</Text>
      <Text size="sm" fw={600} mt={4}>
        {known ? error.remedy : 'Reload the page.'}
      </Text>
      {props.meanwhile === undefined ? null : (
        <Text size="sm" mt={4}>
          {props.meanwhile}
        </Text>
      )}
      <Group mt="sm">
        <Button size="xs" variant="default" onClick={props.onRetry}>
          Try again
        </Button>
      </Group>
    </Alert>
  )
}
