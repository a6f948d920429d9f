// Errors as application/problem+json: what happened, where, and what to do next.
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import { STATUS_CODES } from 'node:http'
import type { TValidationError } from 'typebox/error'
import { storeFailureOf } from '../db/failures.ts'
import { FeedReadError, type ReadFailure } from '../ingest/adapters/adapter.ts'
import { DriftHeldError } from '../ingest/drift/drift-held-error.ts'
import { ReplayRefusedError } from '../ingest/dead-letters/replay.ts'
import { ListRefusedError } from '../ingest/intake/intake.ts'
import { SecretError, type SecretFailure } from '../ingest/secrets/secret-error.ts'
import { FeedFileError } from './feed-file-error.ts'
import { tellForm, type RequestPart } from './form-problem.ts'
import { FORM_ADVICE, formText, LIST_TEXT, NO_CITY_ADVICE, REPLAY_TEXT, STORE_TEXTS } from './problem-texts.ts'
import { CityMissingError } from './readings/city-context.ts'
import type { Bilingual } from './schemas/common.ts'

export interface SourceFailure {
  readonly failure: ReadFailure
  readonly text: { readonly zh: string; readonly en: string }
}

/** An answer that is not the one asked for. `advice` tells the caller what to do. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly statusCode: number
  readonly advice: string
  /** What a source did, where it was a source that failed. */
  readonly source: SourceFailure | undefined
  /** Sent with the answer. */
  readonly headers: Readonly<Record<string, string>>
  constructor(statusCode: number, detail: string, advice: string, options: ErrorOptions & { readonly source?: SourceFailure; readonly headers?: Readonly<Record<string, string>> } = {}) {
    super(detail, options)
    this.statusCode = statusCode
    this.advice = advice
    this.source = options.source
    this.headers = options.headers ?? {}
  }
}

/** An answer that is told in both languages, English first. */
export function bilingualProblem(statusCode: number, { detail, advice, headers = {} }: { readonly detail: Bilingual; readonly advice: Bilingual; readonly headers?: Readonly<Record<string, string>> }): ProblemError {
  return new ProblemError(statusCode, both(detail), both(advice), { headers })
}

/** Answers unknown routes and every error; logs those that are ours. */
export function answerProblems(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => send(request, reply, new ProblemError(404, `There is nothing at ${request.method} ${request.url}.`, 'See /api/docs for what there is.')))
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error, request)
    if (problem.statusCode >= 500) request.log.error({ err: error }, 'request failed')
    send(request, reply, problem)
  })
}

/** Answers addresses that cannot be read, before there is a route to ask. */
export const answerFrameworkError: NonNullable<FastifyServerOptions['frameworkErrors']> = (error, request, reply) => void send(request, reply, toProblem(error))

function send(request: FastifyRequest, reply: FastifyReply, problem: ProblemError): void {
  if (problem.statusCode === 503) reply.header('retry-after', '5')
  reply.headers(problem.headers).code(problem.statusCode).type('application/problem+json').send({
    type: 'about:blank',
    title: STATUS_CODES[problem.statusCode] ?? 'Error',
    status: problem.statusCode,
    detail: problem.message,
    instance: request.url,
    advice: problem.advice,
    ...problem.source,
  })
}

function toProblem(error: unknown, request?: FastifyRequest): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof CityMissingError) return new ProblemError(503, error.message, both(NO_CITY_ADVICE))
  if (error instanceof ListRefusedError) return new ProblemError(422, `${error.message} / ${LIST_TEXT.zh}`, both(LIST_TEXT.advice))
  if (error instanceof ReplayRefusedError) return new ProblemError(422, `${error.message} / ${REPLAY_TEXT.zh}`, both(REPLAY_TEXT.advice))
  if (error instanceof DriftHeldError) return bilingualProblem(409, { detail: error.text, advice: DRIFT_ADVICE })
  if (error instanceof FeedReadError) return new ProblemError(422, error.message, 'Mend the source and read it again.', { cause: error, source: { failure: error.failure, text: error.text } })
  if (error instanceof FeedFileError) return new ProblemError(422, error.message, 'Mend the lines named and send the file again.')
  if (error instanceof SecretError) return new ProblemError(SECRETS[error.failure].status, error.message, SECRETS[error.failure].advice, { cause: error })
  const failure = storeFailureOf(error)
  if (failure !== undefined) return bilingualProblem(503, STORE_TEXTS[failure])
  if (isFormError(error) && request !== undefined) return formProblem(error, request)
  const status: unknown = error instanceof Error ? Reflect.get(error, 'statusCode') : undefined
  if (error instanceof Error && typeof status === 'number' && status >= 400 && status < 500) {
    const text = formText(status, request?.routeOptions.bodyLimit ?? 0)
    return text === undefined ? new ProblemError(status, error.message, 'See /api/docs for what this route takes.') : new ProblemError(status, `${error.message} / ${text.zh}`, both(text.advice))
  }
  return new ProblemError(500, 'The server could not answer. / 服务器处理失败。', 'Try again; if it stays, look into the log of this moment. / 请重试；如持续出现，请查看当时的日志。')
}

interface FormError extends Error {
  readonly validation: readonly TValidationError[]
  readonly validationContext: RequestPart
}

function isFormError(error: unknown): error is FormError {
  return error instanceof Error && Reflect.get(error, 'code') === 'FST_ERR_VALIDATION' && Array.isArray(Reflect.get(error, 'validation'))
}

function formProblem({ validation, validationContext: part }: FormError, request: FastifyRequest): ProblemError {
  const value = { querystring: request.query, params: request.params, body: request.body, headers: request.headers }[part]
  const detail = tellForm({ part, schema: request.routeOptions.schema?.[part], value, errors: validation })
  return bilingualProblem(400, { detail, advice: FORM_ADVICE })
}

const both = ({ en, zh }: Bilingual): string => `${en} / ${zh}`

const DRIFT_ADVICE: Bilingual = {
  en: 'Keep what you sent and mend it at its source, or have it confirmed on the page of feeds (POST /api/v1/drifts/{id}/confirm), then send it again.',
  zh: '请保留数据并在来源更正，或在数据源页面确认（POST /api/v1/drifts/{id}/confirm）后重新发送。',
}

const SECRETS: Readonly<Record<SecretFailure, { readonly status: number; readonly advice: string }>> = {
  'no-key': { status: 409, advice: 'Whoever runs this server: give it a key as the message says, then set the secret again.' },
  'wrong-key': { status: 409, advice: 'Whoever runs this server: start it with the key that is named.' },
  'key-file': { status: 409, advice: 'Whoever runs this server: mend the key file.' },
  damaged: { status: 409, advice: 'Set the secret again.' },
  unknown: { status: 404, advice: 'GET /api/v1/secrets lists the names.' },
  'in-use': { status: 409, advice: 'Apply those feeds with another secret, or remove them, and try again.' },
  unusable: { status: 422, advice: 'Send another name or value.' },
}
