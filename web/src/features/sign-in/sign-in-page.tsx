import { Alert, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { refusalWords } from '#domain/refusals.ts'
import { readSignInOptionsContract, signInContract } from '#http/contract/session.ts'
import { call } from '../../api/call.ts'
import { keyOf } from '../../api/use-api.ts'
import { AlertIcon } from '../../components/icons.tsx'
import { onwards } from './onwards.ts'
import { PublicFrame } from './public-frame.tsx'
import classes from './public-frame.module.css'
import { FormProblem } from './words.tsx'

/** E-mail address and password, or the provider of identities where there is one. */
export function SignInPage() {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const asked = new URLSearchParams(window.location.search)
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const options = useQuery({
    queryKey: keyOf(readSignInOptionsContract, '', {}),
    queryFn: ({ signal }) => call(readSignInOptionsContract, '', {}, { signal }),
  })
  const signIn = useMutation({
    mutationFn: () => call(signInContract, '', { body: { email: email.trim(), password } }),
    onSuccess: async () => {
      // Nothing that was read before belongs to whoever comes now.
      queries.clear()
      await navigate({ to: onwards(asked.get('to')) as string, replace: true })
    },
    onError: () => setPassword(''),
  })
  const why = refusalWords(asked.get('why'))
  return (
    <PublicFrame title="Sign in" note="Closing the loop between marketing and sales.">
      {why === null ? null : (
        <Alert
          role="alert"
          color="red"
          variant="light"
          icon={<AlertIcon size={18} />}
          title="You are not signed in"
          mb="md"
        >
          {why}
        </Alert>
      )}
      {options.data?.setUpNeeded === true ? (
        <Alert color="indigo" variant="light" title="Nobody administers Tandem yet" mb="md">
          The server printed a link for the first administrator when it started. Open that link; a new one is printed at
          every start.
        </Alert>
      ) : null}
      {options.data?.demo === true ? (
        <Alert color="indigo" variant="light" title="This is the demo" mb="md">
          Its accounts and their passwords were printed when it started.
        </Alert>
      ) : null}
      {options.data?.oidc == null ? null : (
        <>
          <Button component="a" href={options.data.oidc.url} variant="default" fullWidth mt="md">
            Sign in with {options.data.oidc.name}
          </Button>
          <div className={classes['or']}>or with a password</div>
        </>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          signIn.mutate()
        }}
      >
        <Stack gap="md">
          <TextInput
            label="E-mail address"
            type="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
          />
          <FormProblem error={signIn.error} />
          <Button type="submit" loading={signIn.isPending} fullWidth>
            Sign in
          </Button>
          <Text size="sm" c="var(--quiet)">
            Forgot the password? An administrator of Tandem makes you a link for a new one, under Settings, People.
          </Text>
        </Stack>
      </form>
    </PublicFrame>
  )
}
