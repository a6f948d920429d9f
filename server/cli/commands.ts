// The list of subcommands, in the order in which people meet them.
import type { Command } from './command.ts'
import { auditStore } from './commands/audit.ts'
import { backupStore } from './commands/backup.ts'
import { checkSheet } from './commands/check-sheet.ts'
import { cityApply } from './commands/city-apply.ts'
import { demoRemove } from './commands/demo-remove.ts'
import { feedApply, feedDiff } from './commands/feed-apply.ts'
import { feedDiscover } from './commands/feed-discover.ts'
import { feedTemplate } from './commands/feed-template.ts'
import { feedCheck, feedPreview } from './commands/feed.ts'
import { feedRun } from './commands/feed-run.ts'
import { feedTokenAdd, feedTokenList, feedTokenRevoke } from './commands/feed-token.ts'
import { feedUndo } from './commands/feed-undo.ts'
import { form } from './commands/form.ts'
import { judgeFile } from './commands/judge.ts'
import { levels } from './commands/levels.ts'
import { migrateStore } from './commands/migrate.ts'
import { modelCheck } from './commands/model-check.ts'
import { rebuildStore } from './commands/rebuild.ts'
import { restoreStore } from './commands/restore.ts'
import { secretList, secretRekey, secretRemove, secretSet } from './commands/secret.ts'
import { startServer } from './commands/start.ts'
import { upgradeStore } from './commands/upgrade.ts'

const COMMANDS: readonly Command[] = [startServer, cityApply, feedTemplate, feedDiscover, feedCheck, feedPreview, feedDiff, feedApply, feedRun, feedUndo, checkSheet, feedTokenAdd, feedTokenList, feedTokenRevoke, secretSet, secretList, secretRemove, secretRekey, form, levels, judgeFile, modelCheck, migrateStore, rebuildStore, auditStore, backupStore, restoreStore, upgradeStore, demoRemove]

/** The command that the arguments begin with, and what follows it. */
export function findCommand(args: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } | undefined {
  for (const command of COMMANDS) {
    const words = command.name.split(' ')
    if (words.every((word, index) => args[index] === word)) return { command, rest: args.slice(words.length) }
  }
  return undefined
}

/** Whether a word begins some command of two words, such as `feed`. */
export const isGroup = (word: string | undefined): boolean => COMMANDS.some(({ name }) => name.includes(' ') && name.split(' ')[0] === word)

export function overview(): string {
  const width = Math.max(...COMMANDS.map(({ usage }) => usage.length))
  const lines = COMMANDS.map(({ usage, summary }) => `  ctmm ${usage.padEnd(width)}  ${summary}`)
  return `CTMM Live: levels of 城市全域数字化转型 成熟度模型, computed from a city's own records.\n\n${lines.join('\n')}\n\nctmm COMMAND --help tells more. Settings come from the environment: CTMM_DATA, DATABASE_URL, HOST, PORT and those in .env.example.\n`
}

export function usageOf({ usage, summary, details = [] }: Command): string {
  return `usage: ctmm ${usage}\n\n${summary}\n${details.map((line) => `  ${line}\n`).join('')}`
}
