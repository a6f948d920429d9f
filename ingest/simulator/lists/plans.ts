// All lists of the city.
import type { ListStream } from '../streams.ts'
import { carrierServices, carriers, communities, communityServices, communityWorks, retrofitAreas, retrofitWorks } from './communities.ts'
import { dataCatalogue, hubCapabilities, institutions } from './data.ts'
import { clusterZones, demoParks, nationalClusters, newCommunities, openScenarios } from './industry.ts'
import type { ListPlan } from './list.ts'
import { oneFormDepartments, oneThingAnnual, oneThingMaster, serviceItems, serviceScenarios } from './services.ts'

export type ListPlans = Readonly<Record<ListStream, ListPlan>>

/** The whole life of every list, past and future. */
export const listPlans = (seed: number): ListPlans => ({
  'hub-capabilities': hubCapabilities(seed),
  'data-catalogue': dataCatalogue(seed),
  institutions: institutions(),
  'one-thing-annual': oneThingAnnual(),
  'one-thing-master': oneThingMaster(seed),
  'service-items': serviceItems(seed),
  communities: communities(),
  'community-works': communityWorks(seed),
  'community-services': communityServices(seed),
  carriers: carriers(),
  'carrier-services': carrierServices(seed),
  'retrofit-areas': retrofitAreas(),
  'retrofit-works': retrofitWorks(seed),
  'service-scenarios': serviceScenarios(),
  'open-scenarios': openScenarios(),
  'oneform-departments': oneFormDepartments(seed),
  'new-communities': newCommunities(),
  'demo-parks': demoParks(),
  'cluster-zones': clusterZones(),
  'national-clusters': nationalClusters(),
})
