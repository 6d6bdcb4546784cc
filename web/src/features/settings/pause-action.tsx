import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { pauseConnectionContract, resumeConnectionContract } from '#http/contract/connection.ts'
import { useAction } from '../../api/use-api.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'

const SHORTEST_REASON = 3

/** Stops the sync with a reason, or lets it go on. */
export function PauseAction({ isPaused }: { readonly isPaused: boolean }) {
  const [reason, setReason] = useState('')
  const pause = useAction(pauseConnectionContract, {
    done: () => 'The sync is paused',
    onDone: () => setReason(''),
    refreshes: ['Jobs'],
  })
  const resume = useAction(resumeConnectionContract, { done: () => 'The sync goes on', refreshes: ['Jobs'] })
  if (isPaused)
    return (
      <ConfirmAction
        label="Resume the sync"
        variant="filled"
        title="Resume the sync?"
        onConfirm={() => resume.mutateAsync({})}
      >
        Everything that changed meanwhile in HubSpot and Salesforce is taken up, oldest first. If what stopped it is not
        mended, it stops again and says why.
      </ConfirmAction>
    )
  const tooShort = reason.trim().length < SHORTEST_REASON
  return (
    <ConfirmAction
      label="Pause the sync"
      variant="subtle"
      color="red"
      title="Pause the sync?"
      confirm="Pause"
      isReady={!tooShort}
      onConfirm={() => pause.mutateAsync({ body: { reason: reason.trim() } })}
    >
      <p>
        Nothing is read from or written to HubSpot or Salesforce until somebody resumes it, no lead is handed over and
        no deadline is watched. Nothing is lost.
      </p>
      <Textarea
        label="Why"
        description={`Shown to everybody; at least ${SHORTEST_REASON} letters.`}
        error={reason !== '' && tooShort ? 'A few letters more, so that others understand it' : null}
        required
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={500}
        data-autofocus
      />
    </ConfirmAction>
  )
}
