import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { saveConfigContract, type ConfigChange } from '#http/contract/config.ts'
import { useAction } from '../../api/use-api.ts'
import { ChangesList } from './changes-list.tsx'
import { ProblemLines } from './problem-lines.tsx'
import type { Draft } from './use-draft.ts'
import type { Problems } from './use-problems.ts'

/** Says what a new version changes and what happens then, asks for a comment, and saves. */
export function SaveDialog(props: {
  readonly draft: Draft
  readonly problems: Problems
  readonly changes: readonly ConfigChange[]
  readonly opened: boolean
  readonly onClose: () => void
}) {
  const { draft, problems, changes, onClose } = props
  const [comment, setComment] = useState('')
  const next = draft.inForce.version + 1
  const save = useAction(saveConfigContract, {
    done: ({ version, saved }) =>
      saved ? `Version ${version} is in force.` : `Nothing was saved: version ${version} says the same already.`,
    refreshes: ['Handover and routing', 'Overview', 'Problems'],
    onDone: () => {
      draft.discard()
      setComment('')
      onClose()
    },
  })
  const warnings = problems.all.filter(({ level }) => level === 'warning')
  return (
    <Modal opened={props.opened} onClose={onClose} size="lg" title={<Text fw={650}>Save as version {next}?</Text>}>
      <Stack gap="md">
        <Text size="sm">
          It is in force at once: from then on every record is synced by it, and records that wait on the Problems page
          are tried again. Records that have no change are not touched. You can go back to version{' '}
          {draft.inForce.version} at any time.
        </Text>
        <ChangesList changes={changes} before={`Version ${draft.from}`} after={`Version ${next}`} />
        {warnings.length === 0 ? null : (
          <Alert color="yellow" title="It can be saved, but know this" variant="light">
            <ProblemLines problems={warnings} withPath />
          </Alert>
        )}
        <Textarea
          label="What did you change, and why?"
          description="Everybody who looks at the versions reads it."
          required
          autosize
          minRows={2}
          maxLength={500}
          value={comment}
          data-autofocus
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={comment.trim() === '' || problems.errors > 0}
            loading={save.isPending}
            onClick={() =>
              save.mutate({
                body: { document: draft.document, comment: comment.trim(), expectedVersion: draft.from },
              })
            }
          >
            Save version {next}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
