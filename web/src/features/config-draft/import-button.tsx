import { Button, FileButton, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { checkConfigContract, type ConfigDocument, type ConfigProblem } from '#http/contract/config.ts'
import { useAction } from '../../api/use-api.ts'
import { ProblemLines } from './problem-lines.tsx'
import type { Draft } from './use-draft.ts'

interface Read {
  readonly name: string
  readonly document: ConfigDocument | null
  readonly problems: readonly ConfigProblem[]
}

const LARGEST = 900_000

/** Takes a YAML file as the draft, after it was checked. Nothing is saved by it. */
export function ImportButton({ draft }: { readonly draft: Draft }) {
  const [read, setRead] = useState<Read | null>(null)
  const check = useAction(checkConfigContract)
  if (!draft.mayEdit) return null
  const take = async (file: File | null): Promise<void> => {
    if (file === null) return
    if (file.size > LARGEST) {
      notifications.show({
        color: 'red',
        title: 'This file is too large',
        message: 'A sync config has less than 900 KB.',
      })
      return
    }
    const { document, problems } = await check.mutateAsync({ body: { yaml: await file.text() } })
    setRead({ name: file.name, document, problems })
  }
  const form = read?.problems.filter(({ found }) => found === 'form') ?? []
  const usable = read !== null && read.document !== null && form.length === 0
  return (
    <>
      <FileButton onChange={(file) => void take(file).catch(() => undefined)} accept=".yaml,.yml,application/yaml">
        {(given) => (
          <Button {...given} size="xs" variant="default" loading={check.isPending}>
            Import YAML
          </Button>
        )}
      </FileButton>
      <Modal opened={read !== null} onClose={() => setRead(null)} size="lg" title={<Text fw={650}>{read?.name}</Text>}>
        <Stack>
          <Text size="sm">
            {usable
              ? 'The file becomes your draft. Nothing is saved or synced before you save it as a version.'
              : 'The file cannot be used as it is. Mend it and import it again.'}
            {usable && draft.isChanged ? ' The changes that you have not saved are replaced.' : ''}
          </Text>
          <ProblemLines problems={read?.problems ?? []} withPath />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setRead(null)}>
              Cancel
            </Button>
            <Button
              disabled={!usable}
              onClick={() => {
                const document = read?.document
                if (document !== null && document !== undefined) draft.edit(() => document)
                setRead(null)
              }}
            >
              Use as draft
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
