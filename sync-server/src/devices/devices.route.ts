import { z } from 'zod';
import { type AccountDeps, noteAct, proveIdentity } from '../accounts/accounts.ts';
import { type ApiRoute, type Caller, defineRoute, type Refused, refuse } from '../platform/api.ts';
import { RolledBack, transactionOrRefusal } from '../platform/database.ts';
import type { DeviceDeps } from './device-deps.ts';
import * as sql from './devices.sql.ts';
import { askToRegister, devicesMax, registerDevice } from './register-device.ts';
import { CreationOptions, RegistrationResponse } from './responses.ts';

export type DeviceApiDeps = DeviceDeps & AccountDeps;

const tag = 'accounts' as const;
const authority = 'user' as const;
const Device = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    state: z.enum(['good', 'cloned']).meta({
      description: '`cloned`: a copy of its key seems to exist, so it signs no more. Revoke it, and register anew.',
    }),
    backedUp: z.boolean().meta({ description: 'Its owner’s other devices have the key, too.' }),
    createdAtMs: z.int(),
    lastUsedAtMs: z.int().nullable(),
  })
  .meta({ id: 'Device' });
const DeviceAnswer = z.strictObject({ device: Device });
const Name = z.string().trim().min(1).max(80);
const DeviceParams = z.object({ id: z.string().regex(/^d[0-9a-f]{31}$/, 'must be the id of a device') });
const tooMany = { status: 409, title: `${devicesMax} devices are registered. Revoke one first.` } as const;
const logInAgain = 'Log in again: it takes the password, or a session younger than ten minutes.';

/** An account's devices: keys that sign payments. */
export function makeDeviceApi(deps: DeviceApiDeps): ApiRoute[] {
  return [registerOptionsRoute(deps), registerRoute(deps), listRoute(deps), renameRoute(deps), revokeRoute(deps)];
}

const describeDevice = (row: sql.DeviceRow): z.input<typeof Device> => ({
  id: row.id,
  name: row.name,
  state: row.revoked_at_ms === null ? 'good' : 'cloned',
  backedUp: row.backed_up === 1,
  createdAtMs: row.created_at_ms,
  lastUsedAtMs: row.last_used_at_ms,
});

const registerOptionsRoute = (deps: DeviceApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Register_device_options',
    method: 'post',
    path: '/api/v1/devices/options',
    tag,
    summary: 'What the phone is asked for to register a key; good once, by this session, for five minutes.',
    authority,
    // Each may hash a password.
    limit: { requests: 10, seconds: 900 },
    body: z.strictObject({
      password: z
        .string()
        .min(1)
        .max(128)
        .optional()
        .meta({ description: 'Not needed within ten minutes after a log in.' }),
    }),
    answer: z.strictObject({ publicKey: CreationOptions }),
    refusals: {
      'credentials-wrong': { status: 422, title: 'This is not the present password.' },
      'log-in-again': { status: 403, title: logInAgain },
      'too-many-devices': tooMany,
    },
    async handle({ caller, body }) {
      const identity = await proveIdentity(deps, caller, body.password);
      if (!identity.ok) return refuse(identity.reason);
      const publicKey = await askToRegister(deps, caller, identity.person);
      return publicKey ? { publicKey } : refuse('too-many-devices');
    },
  });

const registerRoute = (deps: DeviceApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Register_device',
    method: 'post',
    path: '/api/v1/devices',
    tag,
    summary: 'Registers the key that the phone has made. A repeat gets the same device.',
    authority,
    limit: { requests: 20, seconds: 900 },
    body: z.strictObject({ name: Name, response: RegistrationResponse }),
    answer: DeviceAnswer,
    status: 201,
    refusals: {
      'registration-refused': {
        status: 422,
        title: 'This is no good answer: ask for user verification and no attestation, from a known origin.',
      },
      'challenge-gone': { status: 409, title: 'It was not asked for, too long ago, or used. Ask for options again.' },
      'device-known': { status: 409, title: 'This key is registered already.' },
      'too-many-devices': tooMany,
    },
    async handle({ caller, body }) {
      const answer = await registerDevice(deps, { caller, ...body });
      return answer.ok ? { device: describeDevice(answer.device) } : refuse(answer.reason);
    },
  });

const listRoute = ({ database }: DeviceApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Get_devices',
    method: 'get',
    path: '/api/v1/devices',
    tag,
    summary: `The own devices, ${devicesMax} at most, the oldest first.`,
    authority,
    answer: z.strictObject({ devices: z.array(Device) }),
    async handle({ caller }) {
      return { devices: (await sql.selectDevices(database, caller.userId)).map(describeDevice) };
    },
  });

const act = (operation: string, { userId }: Caller, deviceId: string) => ({
  operation,
  by: `user ${userId}`,
  userId,
  detail: { deviceId },
});

const renameRoute = (deps: DeviceApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Rename_device',
    method: 'patch',
    path: '/api/v1/devices/:id',
    tag,
    summary: 'Another name for an own device.',
    authority,
    params: DeviceParams,
    body: z.strictObject({ name: Name }),
    answer: DeviceAnswer,
    async handle({ caller, params: { id }, body: { name } }) {
      const device = await deps.database.transaction('rename-device', async (tx) => {
        if (!(await sql.renameDevice(tx, id, caller.userId, name))) return undefined;
        await noteAct(tx, deps, act('rename-device', caller, id));
        return sql.selectDevice(tx, id, caller.userId);
      });
      return device ? { device: describeDevice(device) } : refuse('not-found');
    },
  });

const revokeRoute = (deps: DeviceApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Revoke_device',
    method: 'delete',
    path: '/api/v1/devices/:id',
    tag,
    summary: 'Revokes an own device, such as a lost phone: what it signs counts no more.',
    description:
      'The last one only by a session younger than ten minutes: without a device, payments take no signature where the cinema allows that, and that is not for whoever finds a phone unlocked.',
    authority,
    params: DeviceParams,
    answer: z.strictObject({ devices: z.array(Device) }).meta({ description: 'Those that are left.' }),
    refusals: { 'log-in-again': { status: 403, title: logInAgain } },
    async handle({ caller, params: { id } }) {
      const isFresh = (await proveIdentity(deps, caller)).ok;
      return transactionOrRefusal<{ devices: z.input<typeof Device>[] } | Refused>(
        deps.database,
        'revoke-device',
        async (tx) => {
          const { userId } = caller;
          // Of two that are revoked at once, one is the last.
          await sql.lockPerson(tx, userId);
          if (!(await sql.revokeDevice(tx, id, userId, deps.clock.nowMs()))) throw new RolledBack(refuse('not-found'));
          const left = await sql.selectDevices(tx, userId);
          if (left.length === 0 && !isFresh) throw new RolledBack(refuse('log-in-again'));
          await noteAct(tx, deps, act('revoke-device', caller, id));
          return { devices: left.map(describeDevice) };
        },
      );
    },
  });
