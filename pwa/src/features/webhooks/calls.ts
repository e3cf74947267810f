/** What this feature asks of the server. */
import { api, ask, type Delivery, type Endpoint, type EndpointKind, type EndpointPatch, type EndpointSecret, type EndpointWish } from '$lib/api';

const at = (endpoint_id: string) => ({ path: { endpoint_id } });

export const fetchEndpoints = (): Promise<{ items: Endpoint[]; kinds: EndpointKind[] }> => ask(api.GET('/api/v1/webhooks'));
export const addEndpoint = (body: EndpointWish): Promise<EndpointSecret> => ask(api.POST('/api/v1/webhooks', { body }));
export const changeEndpoint = (id: string, body: Partial<EndpointPatch>): Promise<Endpoint> =>
	ask(api.PATCH('/api/v1/webhooks/{endpoint_id}', { params: at(id), body: body as EndpointPatch }));
export const removeEndpoint = (id: string): Promise<unknown> => ask(api.DELETE('/api/v1/webhooks/{endpoint_id}', { params: at(id) }));
export const renewSecret = (id: string): Promise<EndpointSecret> => ask(api.POST('/api/v1/webhooks/{endpoint_id}/secret', { params: at(id) }));
export const testEndpoint = (id: string): Promise<Delivery> => ask(api.POST('/api/v1/webhooks/{endpoint_id}/test', { params: at(id) }));
export const fetchDeliveries = (id: string, offset: number, limit: number): Promise<{ items: Delivery[]; total: number }> =>
	ask(api.GET('/api/v1/webhooks/{endpoint_id}/deliveries', { params: { ...at(id), query: { offset, limit } } }));
