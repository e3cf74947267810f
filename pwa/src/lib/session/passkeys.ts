/** Passkeys in the browser: allauth's options go in, what is posted back comes out. */
type Json = Record<string, unknown>;

export const passkeysWork = (): boolean => typeof globalThis.PublicKeyCredential === 'function' && !!globalThis.navigator?.credentials;

/** Makes a passkey on this device or key; throws when the person gives up. */
export async function createPasskey(options: Json): Promise<Json> {
	const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(inner(options) as unknown as PublicKeyCredentialCreationOptionsJSON);
	return plain(await navigator.credentials.create({ publicKey }));
}

/** Proves that the person holds a passkey; throws when they give up. */
export async function usePasskey(options: Json): Promise<Json> {
	const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(inner(options) as unknown as PublicKeyCredentialRequestOptionsJSON);
	return plain(await navigator.credentials.get({ publicKey }));
}

const inner = (options: Json): Json => (options.publicKey as Json | undefined) ?? options;

function plain(credential: Credential | null): Json {
	if (!(credential instanceof PublicKeyCredential)) throw new DOMException('No credential', 'NotAllowedError');
	return credential.toJSON() as Json;
}
