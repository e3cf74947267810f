export { deviceName, standingOf, surroundings, type Standing } from './browser';
export { NoPushService, subscriber, Subscriber, type Parts } from './subscription';
