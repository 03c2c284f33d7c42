/** Accounts of moviegoers and staff, and who did what. */
export type { AccountDeps } from './account-deps.ts';
export { makeAccountApi } from './accounts.route.ts';
export { makeActionsApi } from './actions.route.ts';
export { type Act, noteAct } from './acts.ts';
export { makeCaptchaCheck, makeDevelopmentCaptcha } from './captcha.ts';
export { demoManager, insertDemoManager } from './demo-manager.ts';
export { makeFirstAdminRoutes } from './first-admin.route.ts';
export { makeManagedCinemasApi } from './managed-cinemas.route.ts';
export { maySeeCinema, nameActor, selectManagedCinemas } from './managed-cinemas.ts';
export { makeHasher } from './password.ts';
export { makePeopleApi } from './people.route.ts';
export { makeProfileApi } from './profile.route.ts';
export { proveIdentity } from './prove-identity.ts';
export { purgeExpired } from './purge.ts';
export { makeSmsOutbox, makeSmsOutboxRoutes, makeTwilioSms, type SendSms, type SmsOutbox } from './sms.ts';
export { authenticate } from './tokens.ts';
